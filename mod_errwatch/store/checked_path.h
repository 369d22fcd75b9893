// Which files this module writes to: none but its own.
//
// Names come from a configuration and the module mostly runs as root, so a slip of the pen must not cost a
// file, and a name in a directory of somebody else's must not lead to one. A path is a directory, which is
// opened once and looked at, and a name in it. Everything is done relative to that directory; the name is
// never followed if it is a symbolic link, never replaced, and made anew only where nothing has it.
#pragma once

#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/descriptor.h"

namespace errwatch::store {

class CheckedPath {
 public:
  // The directory must be there; its own path may hold links.
  static Result<CheckedPath> Of(const std::string& path);
  // Why others may take the file away or have its name before it is made, which is then refused: the
  // directory belongs to a user who is neither root nor the one who runs this, or may be written by all or by
  // another group. With the sticky bit (/tmp), too: nobody renames the files of others there, but a name that
  // is free is anybody's. "belongs to user 33"; empty for a directory of one's own. They can do no more harm
  // than that, since nothing is followed or written to but what is this user's and has this one name.
  const std::string& shared() const { return shared_; }
  // Another name in the same directory: this one with something behind it.
  CheckedPath With(std::string_view suffix) const;

  const std::string& path() const { return path_; }

  // What has the name, a link as such. Empty with errno where nothing has it or it cannot be told.
  std::optional<struct stat> Look() const;
  // Never a link (ELOOP), never waits, not kept over exec. Fails with errno. `flags` may say O_APPEND.
  Descriptor Open(int flags) const;
  // For reading and writing, where nothing has the name (EEXIST). Mode 0600 and less by the umask.
  Descriptor Create() const;
  // Gives what has this name the other name, which must be free (EEXIST). False with errno.
  bool MoveTo(const CheckedPath& other) const;
  // In one step this has the other's name and the other this one. Not every file system can (EINVAL).
  bool SwapWith(const CheckedPath& other) const;
  // As MoveTo, but what has the other name is lost.
  bool MoveOver(const CheckedPath& other) const;
  bool Remove() const;
  // Whether a file could be made here. Fails with errno.
  bool IsDirectoryWritable() const;
  // Of the file system, for this user; all that a number can say where that cannot be told.
  uint64_t FreeBytes() const;

 private:
  CheckedPath(std::string path, Descriptor directory);
  std::string path_;
  std::string name_;
  Descriptor directory_;
  std::string shared_;
};

// Why a file is not one that may be written to, as far as its owner, mode and kind tell; empty when nothing
// speaks against it. Begins with a verb: "is a symbolic link; ...".
std::string WhyNotOurs(const struct stat& info);

bool IsSameFile(const struct stat& a, const struct stat& b);
// Whether `at` is the name of the open file.
bool IsNamed(const CheckedPath& at, int file);

// Whether this process may make a file of so many bytes (RLIMIT_FSIZE). Asked first: who goes beyond gets
// SIGXFSZ, which ends a process that has not begun to ignore it, as httpd only does once it has started.
bool FitsFileLimit(std::size_t bytes);

// "PATH: cannot open it: Permission denied".
Error SystemError(const std::string& path, std::string_view what, int error = errno);

}  // namespace errwatch::store
