#ifndef CFILESYSTEM_H
#define CFILESYSTEM_H

/// Exchanges what stands at two paths of one file system in one step. Returns 0, or the errno of the failure;
/// ENOSYS or EINVAL where the system or file system can't do it.
int cfs_exchange(const char *first, const char *second);

#endif
