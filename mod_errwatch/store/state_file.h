// The file that holds the shared memory (ErrWatchStateFile).
//
// httpd's parent creates or adopts it before it forks; children inherit the mapping and never open the file.
// It lives over graceful and full restarts. The command line maps it as root. What does not fit (foreign,
// corrupt, older, another geometry, too short) is renamed to "<path>.set-aside" and replaced. A new file is
// completed under a temporary name and renamed, so that a file under its own name is always whole.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>

#include "base/result.h"
#include "store/segment.h"

namespace errwatch::store {

// Unmapped when it is destroyed.
class FileMapping {
 public:
  FileMapping() = default;
  static Result<FileMapping> ForReading(int fd, std::size_t bytes, const std::string& path);
  static Result<FileMapping> ForWriting(int fd, std::size_t bytes, const std::string& path);
  FileMapping(FileMapping&& other) noexcept;
  FileMapping& operator=(FileMapping&& other) noexcept;
  ~FileMapping();

  std::size_t bytes() const { return bytes_; }
  void* data() const { return data_; }
  void* Release();  // gives it to the caller, who unmaps it

 private:
  FileMapping(void* data, std::size_t bytes) : data_(data), bytes_(bytes) {}
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

// For the command line: an existing file, mapped for reading only. Whoever writes to it has to open a
// StateFile.
class StateFileReader {
 public:
  static Result<std::unique_ptr<StateFileReader>> Open(const std::string& path);

  const SegmentReader& segment() const { return segment_; }
  const std::string& path() const { return path_; }

 private:
  StateFileReader(std::string path, FileMapping mapping, const SegmentReader& segment)
      : path_(std::move(path)), mapping_(std::move(mapping)), segment_(segment) {}
  std::string path_;
  FileMapping mapping_;
  SegmentReader segment_;
};

class StateFile {
 public:
  // For httpd's parent. Takes an exclusive flock, kept as long as the object lives in the process that made
  // it, or children of a dead parent do: a second server with the same file is refused, with the reason.
  // Destroying a child's copy releases nothing. `notice` receives what the operator should know (set aside,
  // and why), or stays empty. Refuses symbolic links, files of other owners and files that others may write.
  static Result<std::unique_ptr<StateFile>> Create(const std::string& path, const Geometry& geometry,
                                                   ClientPrefix prefix, Tick now, std::string* notice);

  // For the command line: maps an existing file, for writing too.
  static Result<std::unique_ptr<StateFile>> Open(const std::string& path);

  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;
  ~StateFile();

  // Gives mapping and locked descriptor to the caller,
  // who keeps them over reloads of the code and unmaps and closes them himself.
  struct Handles {
    int descriptor = -1;
    void* mapping = nullptr;
    std::size_t bytes = 0;
  };
  Handles Release();
  // Unlocks, unmaps and closes what Release gave.
  // Only closing it would leave the lock with the children that inherited it.
  static void Close(const Handles& handles);

  Segment& segment() { return *segment_; }
  const std::string& path() const { return path_; }

 private:
  StateFile() = default;
  static Result<std::unique_ptr<StateFile>> CreateNew(const std::string& path, const Geometry& geometry,
                                                      ClientPrefix prefix, Tick now);
  static Result<std::unique_ptr<StateFile>> Adopt(const std::string& path, const Geometry& geometry,
                                                  ClientPrefix prefix, int lock_fd, std::string* misfit);
  std::string path_;
  int lock_fd_ = -1;  // open for reading only: children inherit it, and must not be able to truncate the file
  int owner_pid_ = -1;  // whose lock it is
  FileMapping mapping_;
  std::unique_ptr<Segment> segment_;
};

}  // namespace errwatch::store
