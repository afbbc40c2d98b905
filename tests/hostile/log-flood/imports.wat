(import "workdiary:plugin/log@0.1.0" "line" (func $line (param i32 i32 i32)))
