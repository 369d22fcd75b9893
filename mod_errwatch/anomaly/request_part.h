// A request taken into the parts that a model of a site knows or does not know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>

namespace errwatch {

// identifier, name (JSON), text for people, most bits that it adds to a request's score.
// Numbers stand in files of models: add at the end, with a new kModelVersion.
// clang-format off
#define ERRWATCH_REQUEST_PARTS(X)                                                             \
  X(kRequestLine, "request_line", "no request line of HTTP", 30)                              \
  X(kMethod, "method", "method", 16)                                                          \
  X(kPath, "path", "path that nobody asks for here", 8)                                       \
  X(kFolder, "folder", "folder that nobody asks for here", 5)                                 \
  X(kPathSigns, "path_signs", "signs that stand in no path", 30)                              \
  X(kFileName, "file_name", "name of a file that sites do not show", 10)                      \
  X(kEncoding, "encoding", "encoded without need, twice or wrongly", 18)                      \
  X(kAnswer, "answer", "how the server answered", 5)                                          \
  X(kParameter, "parameter", "parameter that nobody sends here", 6)                           \
  X(kParameterSigns, "parameter_signs", "signs that stand in no name of a parameter", 24)     \
  X(kParameterCount, "parameter_count", "number of parameters", 20)                           \
  X(kValueShape, "value_shape", "shape of a value", 14)                                        \
  X(kValueSigns, "value_signs", "signs out of place in a value", 40)                          \
  X(kValueLength, "value_length", "length of a value", 6)                                     \
  X(kAgent, "agent", "program that nobody uses here", 6)                                      \
  X(kAgentSigns, "agent_signs", "name of a program that is none", 26)                         \
  X(kReferer, "referer", "Referer that is no address", 26)                                    \
  X(kCookie, "cookie", "signs out of place in a cookie", 30)                                  \
  X(kHeaderSet, "header_set", "header that requests do not have here", 10)                    \
  X(kHeaderValue, "header_value", "value that the header does not have", 26)
// clang-format on

enum class PartKind : uint8_t {
#define ERRWATCH_PART_ENUM(identifier, name, text, cap) identifier,
  ERRWATCH_REQUEST_PARTS(ERRWATCH_PART_ENUM)
#undef ERRWATCH_PART_ENUM
};
#define ERRWATCH_PART_COUNT(identifier, name, text, cap) +1
inline constexpr std::size_t kPartKinds = 0 ERRWATCH_REQUEST_PARTS(ERRWATCH_PART_COUNT);
#undef ERRWATCH_PART_COUNT

constexpr std::string_view PartName(PartKind kind) {
  constexpr std::string_view kNames[] = {
#define ERRWATCH_PART_NAME(identifier, name, text, cap) name,
      ERRWATCH_REQUEST_PARTS(ERRWATCH_PART_NAME)
#undef ERRWATCH_PART_NAME
  };
  return kNames[static_cast<std::size_t>(kind)];
}
constexpr std::string_view PartText(PartKind kind) {
  constexpr std::string_view kTexts[] = {
#define ERRWATCH_PART_TEXT(identifier, name, text, cap) text,
      ERRWATCH_REQUEST_PARTS(ERRWATCH_PART_TEXT)
#undef ERRWATCH_PART_TEXT
  };
  return kTexts[static_cast<std::size_t>(kind)];
}
constexpr float MostBits(PartKind kind) {
  constexpr float kMost[] = {
#define ERRWATCH_PART_CAP(identifier, name, text, cap) cap,
      ERRWATCH_REQUEST_PARTS(ERRWATCH_PART_CAP)
#undef ERRWATCH_PART_CAP
  };
  return kMost[static_cast<std::size_t>(kind)];
}

struct RequestPart {
  PartKind kind = PartKind::kMethod;
  // How unlike what stands in requests everywhere, by itself: bits of surprise. Below 0: like them.
  float bits = 0;
  // What a site may know it by, never 0; 0: no site makes it less odd.
  uint64_t print = 0;
  // That the site does not know it is odd, too, the more the seldomer that happens.
  bool novel = false;
  std::string_view text;  // of the request, as sent
};

// Filled up to its end; what a request has beyond that is not looked at.
class RequestParts {
 public:
  static constexpr std::size_t kMost = 96;

  RequestParts() noexcept {
  }  // NOLINT: parts_ is left as it is, to fill it costs more than to score a request

  void Add(const RequestPart& part) noexcept {
    if (size_ < kMost) std::construct_at(&parts_[size_++], part);
  }
  std::span<const RequestPart> parts() const { return {&parts_[0], size_}; }

 private:
  union {
    RequestPart parts_[kMost];
  };
  std::size_t size_ = 0;
};
static_assert(std::is_trivially_copyable_v<RequestPart> && std::is_trivially_destructible_v<RequestPart>);

}  // namespace errwatch
