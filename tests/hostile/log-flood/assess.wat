(loop $again (call $line (i32.const 1) (i32.const 0) (i32.const 65536)) (br $again)) (unreachable)
