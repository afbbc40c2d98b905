(i32.const -8)
