#include "pages/page_query.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/percent.h"

namespace errwatch {
namespace {

struct Form {
  std::string_view name;
  PageForm form;
};
constexpr Form kForms[] = {
    {"auto", PageForm::kAuto}, {"json", PageForm::kJson}, {"prometheus", PageForm::kPrometheus}};

struct Order {
  std::string_view name;
  ClientOrder order;
};
constexpr Order kOrders[] = {{"", ClientOrder::kUsual},
                             {"seen", ClientOrder::kSeen},
                             {"denied", ClientOrder::kDenials},
                             {"entries", ClientOrder::kEntries}};

std::string Decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const int byte = PercentByte(text, i); byte >= 0) {
      decoded += static_cast<char>(byte);
      i += kPercentBytes - 1;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

void SetCount(std::string_view text, std::size_t most, std::size_t& count) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size() || text.empty()) return;
  if (error == std::errc::result_out_of_range) number = most;
  count = std::min(number, most);
}

void SetMember(std::string_view name, std::string_view value, PageQuery& query) {
  for (const Form& form : kForms)
    if (name == form.name) query.form = form.form;
  for (const Order& order : kOrders)
    if (name == "sort" && value == order.name) query.order = order.order;
  if (const auto language = LanguageOfTag(value); name == "lang" && language) {
    query.language = *language;
    query.language_asked = true;
  }
  if (name == "client") query.client = Decoded(value);
  if (name == "clients") SetCount(value, kMostShownClients, query.clients);
  if (name == "incidents") SetCount(value, kMostShownIncidents, query.incidents);
}

std::string Encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (IsAlnum(c) || c == '.' || c == ':' || c == '/' || c == '-') {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kDigits[byte >> 4];
      encoded += kDigits[byte & 15];
    }
  }
  return encoded;
}

}  // namespace

PageQuery ParsePageQuery(std::string_view text) {
  PageQuery query;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view member = text.substr(0, end);
    const std::size_t equals = std::min(member.find('='), member.size());
    SetMember(member.substr(0, equals), equals == member.size() ? "" : member.substr(equals + 1), query);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return query;
}

std::string QueryText(const PageQuery& query, Language language) {
  const PageQuery usual;
  std::string text;
  if (!query.client.empty()) text += "client=" + Encoded(query.client) + "&";
  if (query.order != usual.order) text += "sort=" + std::string(NameOf(query.order)) + "&";
  if (query.clients != usual.clients) text += "clients=" + std::to_string(query.clients) + "&";
  if (query.incidents != usual.incidents) text += "incidents=" + std::to_string(query.incidents) + "&";
  return text + "lang=" + std::string(kLanguageTags[static_cast<std::size_t>(language)]);
}

std::optional<ClientAddress> ClientOfQuery(std::string_view text) {
  return ClientAddress::Parse(text.substr(0, text.find('/')));
}

std::string_view NameOf(ClientOrder order) {
  for (const Order& row : kOrders)
    if (row.order == order) return row.name;
  return "";
}

}  // namespace errwatch
