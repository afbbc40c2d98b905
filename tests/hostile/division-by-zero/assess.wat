(i32.div_s (local.get $n) (local.get $n))
