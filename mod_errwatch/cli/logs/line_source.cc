#include "cli/logs/line_source.h"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "cli/logs/export_of_file.h"
#include "cli/logs/foreign_file.h"
#include "cli/logs/input_file.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kRawBytes = 64U << 10;

// Zeros behind the last member, with which backups fill up a block. False: there are none.
bool PassOverPadding(z_stream& stream) {
  if (stream.avail_in == 0 || *stream.next_in != 0) return false;
  while (stream.avail_in != 0 && *stream.next_in == 0) {
    ++stream.next_in;
    --stream.avail_in;
  }
  return true;
}

}  // namespace

struct LineSource::Inflater {
  z_stream stream{};
  std::vector<char> raw = std::vector<char>(kRawBytes);
  bool member_ended = true;  // true: between members, where the input may end

  Inflater() { inflateInit2(&stream, 15 + 16); }  // 15: largest window, +16: gzip only
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

Result<std::unique_ptr<LineSource>> LineSource::Open(const std::string& path, const ReadBounds& bounds) {
  const Result<InputFile> file = OpenInput(path);
  if (!file) return file.failure();
  std::unique_ptr<LineSource> source(new LineSource(path, file.value().descriptor, bounds));
  source->bytes_total_ = file.value().bytes;
  source->bytes_read_ = file.value().begin.size();
  source->head_ = file.value().begin;
  std::size_t have = source->head_.size();
  source->head_.resize(kForeignMagicBytes);
  // A short line of a pipe is answered before the next one comes.
  while (have < kForeignMagicBytes && (have == 0 || source->head_[have - 1] != '\n')) {
    const std::size_t more = source->ReadRaw(source->head_.data() + have, kForeignMagicBytes - have);
    if (more == 0) break;
    have += more;
  }
  source->head_.resize(have);
  if (!source->error_.empty()) return Error{source->error_};
  if (const std::string why = WhyForeign(source->head_, path); !why.empty()) return Error{path + ": " + why};
  if (source->head_.starts_with(kGzipMagic)) {
    source->inflater_ = std::make_unique<Inflater>();
    Inflater& inflater = *source->inflater_;
    std::copy(source->head_.begin(), source->head_.end(), inflater.raw.begin());
    inflater.stream.next_in = reinterpret_cast<Bytef*>(inflater.raw.data());
    inflater.stream.avail_in = static_cast<uInt>(source->head_.size());
    source->head_.clear();
  }
  return source;
}

LineSource::LineSource(std::string path, int fd, const ReadBounds& bounds)
    : path_(std::move(path)), fd_(fd), bounds_(bounds) {}

LineSource::~LineSource() {
  if (fd_ > STDIN_FILENO) ::close(fd_);
}

bool LineSource::Next(std::string& block) {
  const bool first = !begun_;
  begun_ = true;
  if (first) LookForExport();
  const bool more = ReadBlock(block);
  if (!first || !more) return more;
  const std::string why = WhyNoLines(block);
  if (why.empty()) return true;
  error_ = path_ + ": " + why;
  ended_ = true;
  block.clear();
  carry_.clear();
  return false;
}

bool LineSource::ReadBlock(std::string& block) {
  block.assign(carry_);
  carry_.clear();
  std::size_t whole = 0;  // bytes of whole lines at its front
  while (!ended_) {
    const std::size_t have = block.size();
    block.resize(have + std::max(kBlockBytes - std::min(have, kBlockBytes), kRawBytes));
    const std::size_t got = FillLines(block.data() + have, block.size() - have);
    block.resize(have + got);
    if (got == 0) {
      ended_ = true;
      break;
    }
    CutLine(block, whole, have);
    // In what is new only: of a long line the rest was looked at before.
    const std::size_t newline = std::string_view(block).substr(have).rfind('\n');
    if (newline != std::string_view::npos) whole = have + newline + 1;
    // From a pipe whatever is there, so that a live stream is answered as it comes.
    if ((block.size() < kBlockBytes && bytes_total_ != 0) || whole == 0) continue;
    carry_.assign(block, whole);
    block.resize(whole);
    return true;
  }
  return !block.empty();
}

// Takes out of `block` what is too much of the line that begins at `begin` and was looked at up to `have`.
void LineSource::CutLine(std::string& block, std::size_t begin, std::size_t have) {
  const std::size_t end = std::min(block.find('\n', have), block.size());
  if (!cutting_ && end - begin > bounds_.line_bytes) {
    cutting_ = true;
    ++cut_lines_;
  }
  if (!cutting_) return;
  cutting_ = end == block.size();
  const std::size_t keep = std::min(begin + bounds_.line_bytes, end);
  block.erase(keep, end - keep);
}

// Reads as much ahead as tells: a line and what follows it, of a document without lines more.
void LineSource::LookForExport() {
  std::string beginning;
  std::size_t got = 0;
  do {
    const std::size_t have = beginning.size();
    beginning.resize(have + kRawBytes);
    got = Fill(beginning.data() + have, kRawBytes);
    beginning.resize(have + got);
  } while (got != 0 && beginning.size() < kRawBytes && beginning.find('\n') == std::string::npos);
  export_ = MakeExportReader(beginning, bounds_.line_bytes);
  ahead_ = std::move(beginning);
}

std::size_t LineSource::FillLines(char* to, std::size_t room) {
  if (export_ == nullptr) return Fill(to, room);
  std::string raw;
  while (lines_.empty() && !export_ended_) {
    raw.resize(kRawBytes);
    const std::size_t got = Fill(raw.data(), raw.size());
    export_ended_ = got == 0;
    if (export_ended_) {
      export_->Finish(lines_);
    } else {
      export_->Take(std::string_view(raw).substr(0, got), lines_);
    }
  }
  const std::size_t bytes = std::min(lines_.size() - lines_given_, room);
  std::copy_n(lines_.begin() + static_cast<std::ptrdiff_t>(lines_given_), bytes, to);
  lines_given_ += bytes;
  if (lines_given_ == lines_.size()) {
    lines_.clear();
    lines_given_ = 0;
  }
  return bytes;
}

std::size_t LineSource::Fill(char* to, std::size_t room) {
  if (!ahead_.empty()) {
    const std::size_t bytes = std::min(ahead_.size(), room);
    std::copy_n(ahead_.begin(), bytes, to);
    ahead_.erase(0, bytes);
    return bytes;
  }
  if (inflater_) return Inflate(to, room);
  if (!head_.empty()) {
    const std::size_t bytes = std::min(head_.size(), room);
    std::copy_n(head_.begin(), bytes, to);
    head_.erase(0, bytes);
    return bytes;
  }
  return ReadRaw(to, room);
}

std::size_t LineSource::ReadRaw(char* to, std::size_t room) {
  for (;;) {
    const ssize_t got = ::read(fd_, to, room);
    if (got >= 0) {
      bytes_read_ += static_cast<uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
    if (errno == EINTR) continue;
    error_ = path_ + ": " + std::strerror(errno);
    return 0;
  }
}

// Of what was read so far, so that it is told before the rest is unpacked.
bool LineSource::UnpacksTooFar() {
  const auto too_far = [this](uint64_t bytes) {
    return bytes > bounds_.unpacked_bytes && bytes / bounds_.most_times > bytes_read_;
  };
  const bool by_size = too_far(unpacked_);
  if (!by_size && !too_far(unpacked_lines_ * bounds_.packed_line_bytes)) return false;
  error_ = path_ + ": unpacks to " +
           (by_size ? "more than " + std::to_string(bounds_.most_times) + " times its size, as no log does"
                    : "lines of fewer than " + std::to_string(bounds_.packed_line_bytes) +
                          " bytes, as no log has by the million") +
           "; what follows after " + std::to_string(unpacked_ >> 20) + " MiB was not read (" +
           kUnboundedOption + " reads it)";
  return true;
}

std::size_t LineSource::Inflate(char* to, std::size_t room) {
  if (UnpacksTooFar()) return 0;
  z_stream& stream = inflater_->stream;
  stream.next_out = reinterpret_cast<Bytef*>(to);
  stream.avail_out = static_cast<uInt>(room);
  while (stream.avail_out == room) {
    if (stream.avail_in == 0) {
      const std::size_t got = ReadRaw(inflater_->raw.data(), inflater_->raw.size());
      if (got == 0) {
        if (!inflater_->member_ended && error_.empty()) error_ = path_ + ": the gzip data end in the middle";
        break;
      }
      stream.next_in = reinterpret_cast<Bytef*>(inflater_->raw.data());
      stream.avail_in = static_cast<uInt>(got);
    }
    if (inflater_->member_ended && PassOverPadding(stream)) continue;
    inflater_->member_ended = false;
    const int outcome = ::inflate(&stream, Z_NO_FLUSH);
    if (outcome == Z_STREAM_END) {
      inflater_->member_ended = true;
      inflateReset(&stream);
    } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
      error_ = path_ + ": damaged gzip data";
      break;
    }
  }
  const std::size_t got = room - stream.avail_out;
  for (std::size_t i = 0; i < got; ++i)
    unpacked_lines_ += to[i] == '\n' && (i == 0 ? last_unpacked_ : to[i - 1]) != '\n';
  if (got != 0) last_unpacked_ = to[got - 1];
  unpacked_ += got;
  return got;
}

}  // namespace errwatch::cli
