(i32.store8 (i32.const 3000) (i32.const 1)) (i32.store16 (i32.const 4000) (i32.const 0xfeff)) (i32.store (i32.const 3004) (i32.const 4000)) (i32.store (i32.const 3008) (i32.const 2)) (i32.const 3000)
