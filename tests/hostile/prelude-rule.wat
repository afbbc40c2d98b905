(module
  ;;imports
  (memory (export "memory") 2)
  (global $top (mut i32) (i32.const 65536))
  (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 15)) (i32.const -16)))
    (global.set $top (i32.add (local.get $at) (local.get 3)))
    (local.get $at))
  (data (i32.const 1024) "evil1.0.0A hostile ruleMIT{}")
  (data (i32.const 1100) "{\"title\":\"one\",\"input\":{\"week\":\"2026-11-16\",\"hourly_rate\":1},\"expected\":{\"error\":\"no\"}}")
  ;; The description: five texts and a list, each as place and length.
  (data (i32.const 16) "\00\04\00\00\04\00\00\00" "\04\04\00\00\05\00\00\00" "\09\04\00\00\0e\00\00\00"
    "\17\04\00\00\03\00\00\00" "\1a\04\00\00\02\00\00\00" "\50\00\00\00\01\00\00\00")
  (data (i32.const 80) "\4c\04\00\00\57\00\00\00")
  (func (export "workdiary:plugin/billing@0.1.0#describe") (result i32)
    ;;describe
    (i32.const 16))
  ;; At 512 there are zeros: `ok`.
  (func (export "workdiary:plugin/billing@0.1.0#check-config") (param i32 i32) (result i32) (i32.const 512))
  (func (export "workdiary:plugin/billing@0.1.0#lookback-days") (result i32) (i32.const 0))
  (func (export "workdiary:plugin/billing@0.1.0#assess") (param i32 i32 i32 i32 i32) (result i32)
    (local $n i32)
    ;;assess
  )
  ;;more
)
