//! Gathers what the user names: files, folders and archives. The only module that reads the world.
