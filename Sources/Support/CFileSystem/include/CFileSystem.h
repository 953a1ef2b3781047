#ifndef CFILESYSTEM_H
#define CFILESYSTEM_H

/// Exchanges what stands at two paths of one file system in one step. Returns 0, or the errno of the failure;
/// ENOSYS or EINVAL where the system or file system can't do it.
int cfs_exchange(const char *first, const char *second);

/// Renames a file to a path that nothing has, in one step: EEXIST where something does, EXDEV where that is another file
/// system. Returns 0, or the errno of the failure; ENOSYS or EINVAL where the system or file system can't do it.
int cfs_rename_new(const char *from, const char *to);

/// Puts all that was written to an open folder's file system on the disk itself. Returns 0, or the errno of the failure.
int cfs_synchronize(int descriptor);

#endif
