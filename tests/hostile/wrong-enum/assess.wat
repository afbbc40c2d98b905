(i32.store8 (i32.const 4000) (i32.const 7)) (i32.store (i32.const 3004) (i32.const 4000)) (i32.store (i32.const 3008) (i32.const 1)) (i32.const 3000)
