(call $line (i32.const 3) (i32.const 2048) (i32.const 40)) (unreachable)
