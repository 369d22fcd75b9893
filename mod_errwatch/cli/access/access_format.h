// What a line of an access log holds, and where: a LogFormat of httpd (mod_log_config), taken apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/access/time_format.h"

namespace errwatch::cli {

enum class AccessField : uint8_t {
  kPassedOver,  // known or not, it says nothing that is asked for
  kAddress,     // %a
  kHost,        // %h: an address or a name
  kPeer,        // %{c}a, %{c}h: who is connected
  kUser,
  kBegin,  // %t and the like
  kEnd,
  kRequest,  // %r
  kMethod,
  kPath,
  kQuery,
  kProtocol,
  kStatus,          // %>s
  kFirstStatus,     // %s: before internal redirects
  kBytes,           // %b %B
  kBytesSent,       // %O
  kDuration,        // %D %T
  kHeader,          // %{..}i
  kCookie,          // %{..}C
  kResponseHeader,  // %{..}o
  kVhost,           // %v %V
  kClientPort,
  kLogId,
  kConnectionId,
  kUniqueId,
};

// What a value is made of, by which its end is found.
enum class ValueShape : uint8_t {
  kWord,    // no blanks
  kNumber,  // digits, or "-"
  kText,    // what a client sends, blanks and all; httpd escapes quotation marks, backslashes and controls
  kTime,    // by its format
  kNothing  // an item that writes nothing
};

struct FormatItem {
  std::string before;  // text in front of it
  AccessField field = AccessField::kPassedOver;
  ValueShape shape = ValueShape::kText;
  std::string written;  // as the format has it: "%{User-agent}i"
  std::string name;     // of a header or cookie
  int64_t unit_us = 1;  // of a duration
  TimeFormat time;
};

struct AccessFormat {
  std::string name;  // for people: "combined", or the text itself
  std::vector<FormatItem> items;
  std::string after;          // text behind the last item
  bool more_follows = false;  // anything behind that is passed over
  bool json = false;          // lines are JSON objects whose names tell; no items
  // Items behind which a client can write what looks like the next one: "%U" in "%{Referer}i -> %U".
  std::vector<std::string> doubtful;

  bool Has(AccessField field) const;
  // What lines must hold to be judged. Empty = they do; else what is missing, and the item to add.
  std::string WhyNotJudged() const;
};

// The formats with a name of their own: common, combined, vhost_common, vhost_combined and some of their
// kind.
std::vector<std::string> NamedAccessFormats();

// `text` is a name of NamedAccessFormats(), "json", or what a LogFormat has between its quotation marks. The
// error names the item that cannot be read, and why.
Result<AccessFormat> ParseAccessFormat(std::string_view text);

}  // namespace errwatch::cli
