// Only carries the flags that pkg-config knows: CVips includes Little CMS itself, and Swift sees CVips alone.
