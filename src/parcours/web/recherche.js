// The search page keeps the words in the field.
document.getElementById("q").value = new URLSearchParams(location.search).get("q") ?? "";
