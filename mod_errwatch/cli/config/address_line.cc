#include "cli/config/address_line.h"

#include <utility>

#include "config/address_list.h"
#include "config/words.h"

namespace errwatch {

void AddAddressLine(const DirectiveInfo& directive, std::string_view arguments, const std::string& origin,
                    const std::string& server_root, std::vector<AddressLine>& lines) {
  if (directive.id != DirectiveId::kAllow && directive.id != DirectiveId::kTrustedProxy) return;
  const Result<std::vector<Word>> words = SplitArguments(arguments);
  if (!words) return;
  AddressLine line{std::string(directive.name), origin, {}};
  for (const Word& word : words.value())
    static_cast<void>(AddAddressWord(word.text, server_root, line.addresses));
  lines.push_back(std::move(line));
}

void AddProxyLine(std::string_view directive, std::string_view arguments, const std::string& origin,
                  const std::string& server_root, std::vector<AddressLine>& lines) {
  const bool is_list = EndsWithIgnoreCase(directive, "List");
  const Result<std::vector<Word>> words = SplitArguments(arguments);
  if (!words) return;
  AddressLine line{std::string(directive), origin, {}};
  for (const Word& word : words.value()) {
    const std::string text = is_list ? "@" + std::string(word.text) : std::string(word.text);
    static_cast<void>(AddAddressWord(text, server_root, line.addresses));
  }
  if (!line.addresses.empty()) lines.push_back(std::move(line));
}

}  // namespace errwatch
