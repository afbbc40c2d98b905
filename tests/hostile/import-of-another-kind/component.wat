(component (import "workdiary:plugin/output@0.1.0" (instance)) (instance $none) (export "workdiary:plugin/billing@0.1.0" (instance $none)))
