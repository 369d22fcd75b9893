// A line of an access log whose format is made of items -> its fields. One object a thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/access/access_format.h"
#include "cli/access/access_line.h"
#include "cli/access/access_time.h"

namespace errwatch::cli {

class ItemReader {
 public:
  // The format must outlive the reader.
  explicit ItemReader(const AccessFormat& format);

  // False: the line has another form; `line` is void then. No allocation but for texts that httpd escaped;
  // time linear in the line, but for formats whose texts stand without quotation marks, where it is bounded.
  bool Read(std::string_view text, AccessLine& line);

 private:
  bool Match(std::size_t item, std::size_t at);
  bool MatchOpen(std::size_t item, std::size_t at, std::string_view behind);
  std::optional<std::size_t> BytesOfTime(const FormatItem& item, std::size_t at) const;
  std::optional<std::size_t> EndOf(const FormatItem& item, std::size_t at, std::string_view behind,
                                   bool last) const;
  bool Finish(std::size_t at) const;
  void Take(AccessLine& line);
  void TakeTime(AccessLine& line);
  void TakeItem(const FormatItem& item, std::string_view value, AccessLine& line);
  void TakeRare(const FormatItem& item, std::string_view value, AccessLine& line);
  void TakeDuration(const FormatItem& item, std::string_view value, AccessLine& line);
  void TakeClient(std::string_view text, int rank, AccessLine& line);
  std::string_view AsSent(std::string_view value);

  const AccessFormat& format_;
  std::string_view text_;
  std::vector<std::string_view> values_;
  int tries_left_ = 0;
  TimeOfParts times_;
  std::string space_;  // texts without escapes
  std::string headers_, cookies_;
  int client_rank_ = 0;
  int64_t unit_of_duration_ = 0;
  ClientAddress last_client_;
  std::string last_client_text_;
};

}  // namespace errwatch::cli
