(loop $again (br $again)) (unreachable)
