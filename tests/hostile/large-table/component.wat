(component (instance $none) (export "workdiary:plugin/billing@0.1.0" (instance $none)) (core module (table 100001 funcref)))
