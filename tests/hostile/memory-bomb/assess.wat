(loop $again (drop (memory.grow (i32.const 256))) (br $again)) (unreachable)
