(local.set $file (call $create (i32.const 1053) (i32.const 5))) (loop $again (call $write (local.get $file) (i32.const 0) (i32.const 65536)) (br $again)) (unreachable)
