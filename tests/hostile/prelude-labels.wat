(module
  (memory (export "memory") 2)
  (global $top (mut i32) (i32.const 65536))
  (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 15)) (i32.const -16)))
    (global.set $top (i32.add (local.get $at) (local.get 3)))
    (local.get $at))
  (data (i32.const 1024) "says1.0.0Says one wordMIT{}WORD")
  (data (i32.const 1100) "{\"title\":\"one\",\"input\":{\"call\":\"entries\"},\"expected\":[{\"id\":\"WORD\",\"title\":\"WORD\",\"parent\":null,\"colour\":null,\"archived\":false}]}")
  ;; The description: five texts and a list, each as place and length.
  (data (i32.const 16) "\00\04\00\00\04\00\00\00" "\04\04\00\00\05\00\00\00" "\09\04\00\00\0d\00\00\00" "\16\04\00\00\03\00\00\00" "\19\04\00\00\02\00\00\00" "\50\00\00\00\01\00\00\00")
  (data (i32.const 80) "\4c\04\00\00\81\00\00\00")
  ;; One label: its id and title.
  (data (i32.const 200) "\1b\04\00\00\04\00\00\00" "\1b\04\00\00\04\00\00\00")
  ;; An answer: `ok`, then a list of that label. At 512 there are zeros: `ok`, and an empty list.
  (data (i32.const 300) "\00\00\00\00" "\c8\00\00\00\01\00\00\00")
  (func (export "workdiary:plugin/labelling@0.1.0#describe") (result i32) (i32.const 16))
  (func (export "workdiary:plugin/labelling@0.1.0#check-config") (param i32 i32) (result i32) (i32.const 512))
  (func (export "workdiary:plugin/labelling@0.1.0#entries") (param i32 i32) (result i32) (i32.const 300))
  (func (export "workdiary:plugin/labelling@0.1.0#check") (param i32 i32 i32 i32) (result i32) (i32.const 512))
  (func (export "workdiary:plugin/labelling@0.1.0#suggest") (param i32 i32 i32 i32) (result i32) (i32.const 512))
  (func (export "workdiary:plugin/labelling@0.1.0#roll-up") (param i32 i32 i32 i32) (result i32) (i32.const 300))
)
