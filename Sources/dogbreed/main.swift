import Commands

await Dogbreed.main()
