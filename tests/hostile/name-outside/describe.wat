(i32.store (i32.const 1024) (i32.const 0x782f2e2e))
