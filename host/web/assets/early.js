// Before anything is drawn: styles know that scripts run, so that nothing moves when they do.
document.documentElement.classList.add("js");
