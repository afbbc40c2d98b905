(component (import "wasi:random/random@0.2.0" (instance)) (instance $none) (export "workdiary:plugin/billing@0.1.0" (instance $none)))
