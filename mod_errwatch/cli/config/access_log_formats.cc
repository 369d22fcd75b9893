#include "cli/config/access_log_formats.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::string_view kByDefault = R"(%h %l %u %t "%r" %>s %b)";

std::string FindLast(const std::vector<std::pair<std::string, std::string>>& list, auto fits) {
  const auto found = std::find_if(list.rbegin(), list.rend(), fits);
  return found == list.rend() ? std::string() : found->second;
}

}  // namespace

void AccessLogFormats::Read(std::string_view directive, std::span<const Word> arguments) {
  const bool several = arguments.size() > 1;
  if (EqualsIgnoreCase(directive, "LogFormat") && !arguments.empty()) {
    if (!several) {
      unnamed_ = arguments[0].text;
    } else {
      formats_.emplace_back(arguments[1].text, arguments[0].text);
    }
  } else if ((EqualsIgnoreCase(directive, "CustomLog") || EqualsIgnoreCase(directive, "GlobalLog")) &&
             several) {
    files_.emplace_back(arguments[0].text, arguments[1].text);
  } else if (EqualsIgnoreCase(directive, "TransferLog") && !arguments.empty()) {
    files_.emplace_back(arguments[0].text, unnamed_.empty() ? std::string(kByDefault) : unnamed_);
  }
}

std::string AccessLogFormats::Find(std::string_view name) const {
  const auto named = [this](std::string_view wanted) {
    return FindLast(formats_, [wanted](const auto& format) { return format.first == wanted; });
  };
  if (std::string format = named(name); !format.empty()) return format;
  const std::string file = FindLast(files_, [name](const auto& log) {
    return log.first == name || log.first.ends_with("/" + std::string(name)) ||
           (log.first.find('/') != std::string::npos && name.ends_with("/" + log.first));
  });
  // What a CustomLog has is a name, too, where there is one.
  const std::string meant = named(file);
  return meant.empty() ? file : meant;
}

}  // namespace errwatch
