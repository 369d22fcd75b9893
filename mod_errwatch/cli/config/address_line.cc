#include "cli/config/address_line.h"

#include <optional>
#include <utility>

#include "base/ascii.h"
#include "config/address_list.h"
#include "config/words.h"

namespace errwatch {
namespace {

// `files`: each word names a file of addresses. Words that are neither are passed over.
std::optional<AddressSet> AddressesOf(std::string_view arguments, const std::string& server_root,
                                      bool files) {
  const Result<std::vector<Word>> words = SplitArguments(arguments);
  if (!words) return std::nullopt;
  AddressSet addresses;
  for (const Word& word : words.value())
    static_cast<void>(AddAddressWord(files ? "@" + word.text : word.text, server_root, addresses));
  return addresses;
}

}  // namespace

void AddAddressLine(const DirectiveInfo& directive, std::string_view arguments, const std::string& origin,
                    const std::string& server_root, std::vector<AddressLine>& lines) {
  if (directive.id != DirectiveId::kAllow && directive.id != DirectiveId::kTrustedProxy) return;
  if (auto addresses = AddressesOf(arguments, server_root, false))
    lines.push_back({std::string(directive.name), origin, std::move(*addresses)});
}

void AddProxyLine(std::string_view directive, std::string_view arguments, const std::string& origin,
                  const std::string& server_root, std::vector<AddressLine>& lines) {
  auto addresses = AddressesOf(arguments, server_root, EndsWithIgnoreCase(directive, "List"));
  if (addresses && !addresses->empty())
    lines.push_back({std::string(directive), origin, std::move(*addresses)});
}

}  // namespace errwatch
