// Only carries the flags that pkg-config knows: CVips includes libvips itself, and Swift sees CVips alone.
