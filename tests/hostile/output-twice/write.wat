(drop (call $create (i32.const 1053) (i32.const 5))) (drop (call $create (i32.const 1053) (i32.const 5))) (i32.const 512)
