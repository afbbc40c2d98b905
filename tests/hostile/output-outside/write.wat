(drop (call $create (i32.const 1058) (i32.const 4))) (i32.const 512)
