// What a browser asks the status page for: the text behind "?", and on a second line its Accept-Language. A
// plain reader says the same of both; whatever is asked for stays within bounds, is told in one line where it
// is a mistake, and can be linked to.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "../unit/sample_snapshot.h"
#include "../unit/well_formed_html.h"
#include "base/ascii.h"
#include "base/language.h"
#include "base/visible_text.h"
#include "pages/page_query.h"
#include "pages/render.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

void Require(bool condition) {
  if (!condition) std::abort();
}

std::vector<std::string> Split(std::string_view text, char mark) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == mark) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::string Decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded =
        text[i] == '%' && i + 2 < text.size() && HexValue(text[i + 1]) >= 0 && HexValue(text[i + 2]) >= 0;
    decoded +=
        coded ? static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)) : text[i];
    if (coded) i += 2;
  }
  return decoded;
}

bool IsNumber(std::string_view text) {
  for (const char c : text)
    if (!IsDigit(c)) return false;
  return !text.empty();
}

std::size_t CountOf(std::string text, std::size_t most) {
  text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
  return text.size() > 6 ? most : std::min<std::size_t>(most, text.empty() ? 0 : std::stoul(text));
}

bool IsOfOthers(std::string_view name, bool has_value) {
  return name.starts_with('_') || name.starts_with("utm_") || name == "fbclid" || name == "gclid" ||
         name == "msclkid" || (!has_value && (name.empty() || IsNumber(name)));
}

// Slip::kNone where the member is one that the page knows; it is done in `query`.
Slip Set(const std::string& name, const std::string& value, bool has_value, PageQuery& query) {
  static const std::map<std::string, PageForm> kForms = {{"auto", PageForm::kAuto},
                                                         {"html", PageForm::kHtml},
                                                         {"json", PageForm::kJson},
                                                         {"prometheus", PageForm::kPrometheus}};
  static const std::map<std::string, ClientOrder> kOrders = {{"", ClientOrder::kUsual},
                                                             {"seen", ClientOrder::kSeen},
                                                             {"denied", ClientOrder::kDenials},
                                                             {"entries", ClientOrder::kEntries}};
  if (IsOfOthers(name, has_value)) return Slip::kNone;
  if (const auto form = kForms.find(name == "format" ? value : name); form != kForms.end()) {
    query.form = form->second;
    return Slip::kNone;
  }
  if (name == "client") {
    query.client = value;
    return ClientAddress::Parse(value.substr(0, value.find('/'))) ? Slip::kNone : Slip::kAddress;
  }
  if (name == "clients" || name == "incidents") {
    if (!IsNumber(value)) return Slip::kNumber;
    if (name == "clients") query.clients = CountOf(value, kMostShownClients);
    if (name == "incidents") query.incidents = CountOf(value, kMostShownIncidents);
    return Slip::kNone;
  }
  if (name == "sort" && kOrders.contains(value)) query.order = kOrders.at(value);
  if (name == "lang") {
    if (const auto language = LanguageOfTag(value)) query.language = *language;
    return LanguageOfTag(value) ? Slip::kNone : Slip::kChoice;
  }
  if (name == "sort") return kOrders.contains(value) ? Slip::kNone : Slip::kChoice;
  return name == "format" ? Slip::kChoice : Slip::kName;
}

PageQuery PlainQuery(std::string_view text) {
  PageQuery query;
  for (const std::string& member : Split(text, '&')) {
    const std::size_t equals = std::min(member.find('='), member.size());
    const bool has_value = equals != member.size();
    const std::string name = Decoded(member.substr(0, equals));
    const std::string value = has_value ? Decoded(member.substr(equals + 1)) : "";
    const Slip slip = Set(name, value, has_value, query);
    if (slip == Slip::kNone || query.slip != Slip::kNone) continue;
    query.slip = slip;
    query.slip_name = name;
    query.slip_value = value;
  }
  return query;
}

void RequireSameQuery(const PageQuery& a, const PageQuery& b) {
  Require(a.client == b.client && a.order == b.order && a.language == b.language);
  Require(a.clients == b.clients && a.incidents == b.incidents);
}

void CheckQuery(std::string_view text) {
  const PageQuery query = ParsePageQuery(text);
  const PageQuery plain = PlainQuery(text);
  RequireSameQuery(query, plain);
  Require(query.form == plain.form && query.slip == plain.slip);
  Require(query.slip_name == plain.slip_name && query.slip_value == plain.slip_value);
  Require(query.clients <= kMostShownClients && query.incidents <= kMostShownIncidents);
  if (query.slip != Slip::kNone) {
    for (const std::string_view tag : kLanguageTags) {
      PageQuery asked = query;
      asked.language = *LanguageOfTag(tag);
      const std::string told = SlipText(asked);
      Require(told.size() > 1 && told.size() <= 4096 && told.back() == '\n');
      const std::string_view line = std::string_view(told).substr(0, told.size() - 1);
      Require(VisibleText(line) == line);
    }
    return;
  }
  const std::string link = QueryText(query, query.language);
  for (const char c : link)
    Require(IsAlnum(c) || std::string_view("%&=.:/-").find(c) != std::string_view::npos);
  const PageQuery again = ParsePageQuery(link);
  Require(again.slip == Slip::kNone);
  RequireSameQuery(query, again);
  static const Snapshot snapshot = SampleSnapshot();
  const std::string page =
      query.client.empty() ? RenderHtml(snapshot, query) : RenderClientHtml(snapshot, query);
  Require(HtmlChecker::Check(page).empty());
}

// RFC 9110: "q=" and a number from 0 to 1 with at most three digits behind the point; in thousandths.
int PlainWeight(const std::string& text) {
  if (text.empty()) return 1000;
  if (text.size() < 3 || text.size() > 7 || (text[0] | 0x20) != 'q' || text[1] != '=') return 0;
  if (text[2] != '0' && text[2] != '1') return 0;
  std::string digits = text.size() > 4 ? text.substr(4) : "";
  if ((text.size() > 3 && text[3] != '.') || (!digits.empty() && !IsNumber(digits))) return 0;
  digits.resize(3, '0');
  const int weight = std::stoi(text[2] + digits);
  return weight <= 1000 ? weight : 0;
}

Language PlainLanguage(std::string_view header) {
  std::map<int, Language> first;  // of each weight
  const std::vector<std::string> members = Split(header, ',');
  for (std::size_t i = 0; i < std::min<std::size_t>(members.size(), 32); ++i) {
    const std::string& member = members[i];
    const std::size_t end = std::min(member.find(';'), member.size());
    const auto language = LanguageOfTag(Trim(std::string_view(member).substr(0, end)));
    const std::string weight(Trim(std::string_view(member).substr(std::min(end + 1, member.size()))));
    if (language) first.emplace(PlainWeight(weight), *language);
  }
  first.erase(0);
  return first.empty() ? Language::kEnglish : first.rbegin()->second;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  CheckQuery(text.substr(0, end));
  const std::string_view header = text.substr(std::min(end + 1, text.size()));
  Require(AcceptedLanguage(header) == PlainLanguage(header));
  return 0;
}
