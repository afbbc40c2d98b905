(call $write (i32.const 77) (i32.const 0) (i32.const 1)) (i32.const 512)
