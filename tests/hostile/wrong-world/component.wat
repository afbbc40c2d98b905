(component (instance $none) (export "wasi:cli/run@0.2.0" (instance $none)))
