#include "pages/page_query.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/percent.h"
#include "base/phrase.h"
#include "base/quoted.h"
#include "pages/page_phrases.h"

namespace errwatch {
namespace {

struct Form {
  std::string_view name;
  PageForm form;
};
constexpr Form kForms[] = {{"auto", PageForm::kAuto},
                           {"html", PageForm::kHtml},
                           {"json", PageForm::kJson},
                           {"prometheus", PageForm::kPrometheus}};

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

bool SetForm(std::string_view name, PageQuery& query) {
  for (const Form& form : kForms) {
    if (name != form.name) continue;
    query.form = form.form;
    return true;
  }
  return false;
}

Slip SetFormOf(std::string_view value, PageQuery& query) {
  return SetForm(value, query) ? Slip::kNone : Slip::kChoice;
}

Slip SetOrder(std::string_view value, PageQuery& query) {
  for (const Order& order : kOrders) {
    if (value != order.name) continue;
    query.order = order.order;
    return Slip::kNone;
  }
  return Slip::kChoice;
}

Slip SetLanguage(std::string_view value, PageQuery& query) {
  const std::optional<Language> language = LanguageOfTag(value);
  if (!language) return Slip::kChoice;
  query.language = *language;
  query.language_asked = true;
  return Slip::kNone;
}

Slip SetClient(std::string_view value, PageQuery& query) {
  query.client = value;
  return ClientOfQuery(value) ? Slip::kNone : Slip::kAddress;
}

Slip SetCount(std::string_view text, std::size_t most, std::size_t& count) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size() || text.empty()) return Slip::kNumber;
  if (error == std::errc::result_out_of_range) number = most;
  count = std::min(number, most);
  return Slip::kNone;
}

Slip SetClients(std::string_view value, PageQuery& query) {
  return SetCount(value, kMostShownClients, query.clients);
}

Slip SetIncidents(std::string_view value, PageQuery& query) {
  return SetCount(value, kMostShownIncidents, query.incidents);
}

std::string FormNames() {
  std::string names;
  for (const Form& form : kForms) names += (names.empty() ? "" : ", ") + std::string(form.name);
  return names;
}

std::string OrderNames() {
  std::string names;
  for (const Order& order : kOrders)
    if (!order.name.empty()) names += (names.empty() ? "" : ", ") + std::string(order.name);
  return names;
}

std::string LanguageNames() {
  std::string names;
  for (const std::string_view tag : kLanguageTags) names += (names.empty() ? "" : ", ") + std::string(tag);
  return names;
}

// What has a value.
struct Member {
  std::string_view name;
  Slip (*set)(std::string_view value, PageQuery& query);
  std::string (*choices)();  // null: none can be listed
};
constexpr Member kMembers[] = {{"client", SetClient, nullptr},       {"clients", SetClients, nullptr},
                               {"format", SetFormOf, FormNames},     {"incidents", SetIncidents, nullptr},
                               {"lang", SetLanguage, LanguageNames}, {"sort", SetOrder, OrderNames}};

std::string MemberNames() {
  std::string names;
  for (const Member& member : kMembers) names += ", " + std::string(member.name) + "=";
  return FormNames() + names;
}

bool IsOfOthers(std::string_view name, bool has_value) {
  constexpr std::string_view kNames[] = {"fbclid", "gclid", "msclkid"};
  return name.starts_with('_') || name.starts_with("utm_") ||
         std::ranges::find(kNames, name) != std::end(kNames) ||
         (!has_value && std::ranges::all_of(name, IsDigit));
}

Slip SetMember(std::string_view name, std::string_view value, bool has_value, PageQuery& query) {
  if (IsOfOthers(name, has_value) || SetForm(name, query)) return Slip::kNone;
  for (const Member& member : kMembers)
    if (name == member.name) return member.set(value, query);
  return Slip::kName;
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
    const bool has_value = equals != member.size();
    const std::string name = Decoded(member.substr(0, equals));
    const std::string value = has_value ? Decoded(member.substr(equals + 1)) : "";
    const Slip slip = SetMember(name, value, has_value, query);
    if (slip != Slip::kNone && query.slip == Slip::kNone) {
      query.slip = slip;
      query.slip_name = name;
      query.slip_value = value;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return query;
}

std::string SlipText(const PageQuery& query) {
  const Language language = query.language;
  const std::string& name = query.slip_name;
  const std::string value = Quoted(query.slip_value);
  const auto* member = std::ranges::find(kMembers, name, &Member::name);
  const std::string choices =
      member == std::end(kMembers) || member->choices == nullptr ? "" : member->choices();
  std::string text;
  switch (query.slip) {
    case Slip::kNone:
      break;
    case Slip::kName:
      text = Filled(PagePhrase("This page knows nothing called {0}; it knows {1}.").In(language),
                    {Quoted(name), MemberNames()});
      break;
    case Slip::kChoice:
      text = Filled(PagePhrase("{0} cannot be {1}; it is one of {2}.").In(language), {name, value, choices});
      break;
    case Slip::kNumber:
      text = Filled(PagePhrase("{0} cannot be {1}; it is a number, such as 50.").In(language), {name, value});
      break;
    case Slip::kAddress:
      text = Filled(
          PagePhrase("{0} cannot be {1}; it is an address, such as 192.0.2.1 or 2001:db8::/64.").In(language),
          {name, value});
      break;
  }
  const bool of_name = query.slip == Slip::kName;
  const std::string known = of_name ? MemberNames() : choices;  // outlives `meant`
  const std::string_view meant = NearestName(of_name ? name : query.slip_value, known);
  if (!meant.empty()) text += Filled(PagePhrase(" Did you mean {0}?").In(language), {meant});
  return text + "\n";
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
