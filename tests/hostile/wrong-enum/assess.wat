(i32.store8 (i32.const 3036) (i32.const 9)) (i32.const 3000)
