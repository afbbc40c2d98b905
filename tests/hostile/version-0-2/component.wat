(component (instance $none) (export "workdiary:plugin/billing@0.2.0" (instance $none)))
