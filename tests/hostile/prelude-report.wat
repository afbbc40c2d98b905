(module
  (import "workdiary:plugin/output@0.1.0" "create" (func $create (param i32 i32) (result i32)))
  (import "workdiary:plugin/output@0.1.0" "[method]file.write" (func $write (param i32 i32 i32)))
  ;;imports
  (memory (export "memory") 4)
  (global $top (mut i32) (i32.const 131072))
  (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 15)) (i32.const -16)))
    (global.set $top (i32.add (local.get $at) (local.get 3)))
    (local.get $at))
  (data (i32.const 1024) "evil1.0.0A hostile rule MIT{}a.txt../x")
  (data (i32.const 16) "\00\04\00\00\04\00\00\00" "\04\04\00\00\05\00\00\00" "\09\04\00\00\0e\00\00\00"
    "\18\04\00\00\03\00\00\00" "\1b\04\00\00\02\00\00\00" "\50\00\00\00\01\00\00\00")
  (data (i32.const 80) "\1b\04\00\00\02\00\00\00")
  (func (export "workdiary:plugin/reporting@0.1.0#describe") (result i32) (i32.const 16))
  (func (export "workdiary:plugin/reporting@0.1.0#check-config") (param i32 i32) (result i32) (i32.const 512))
  (func (export "workdiary:plugin/reporting@0.1.0#write") (param i32 i32) (result i32)
    (local $file i32)
    ;;write
  )
)
