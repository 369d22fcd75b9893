// Access logs that are JSON, an object a line: told by the names of their fields, as servers and collectors
// give them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace errwatch::cli {

enum class JsonName : uint8_t {
  kUnknown,
  kTime,
  kClient,
  kRequest,  // the line, or the path alone
  kMethod,
  kUri,
  kQuery,
  kProtocol,
  kStatus,
  kBytes,
  kUser,
  kHost,
  kVhost,
  kAgent,
  kReferer,
  kCookie,
  kForwarded,
  kLocation,
  kLogId,
  kUniqueId,
  kLine,      // all of a line as it was written
  kEnvelope,  // only holds others: its own name says nothing
};

struct JsonValue {
  JsonName name = JsonName::kUnknown;
  std::string_view text;  // escapes undone
};

// Remembers the names of the line before: those of one log are the same. One object a thread.
class JsonValues {
 public:
  // The fields of `text` whose names are known, in their order; of a list the first. Valid until the next
  // call. False: it is no object, or not to its end.
  bool Read(std::string_view text);
  const std::vector<JsonValue>& values() const { return values_; }

 private:
  bool Object(int depth);
  bool Member(int depth);
  bool Value(JsonName name, int depth);
  bool List(JsonName name, int depth);
  bool Text(std::string_view& value, bool keep);
  std::string_view Unescaped(std::string_view text);
  JsonName NameOf(std::string_view key);
  void Add(JsonName name, std::string_view value);
  void Blanks();
  bool Take(char c);

  struct Known {
    std::string around, key;
    JsonName name = JsonName::kUnknown;
  };
  std::string_view rest_;
  std::string space_;
  std::string around_;  // the joined names of the objects around
  std::vector<Known> known_;
  std::size_t next_known_ = 0;
  std::vector<JsonValue> values_;
};

}  // namespace errwatch::cli
