(call $down (i32.const 1))
