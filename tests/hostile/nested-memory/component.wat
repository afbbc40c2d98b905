(component (instance $none) (export "workdiary:plugin/billing@0.1.0" (instance $none)) (component (core module (memory 65536))))
