#include "match/everyday_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <type_traits>

#include "base/ascii.h"
#include "base/byte_table.h"

namespace errwatch {
namespace {

// What stands in countless innocent entries and requests, in lower case. What fills logs is there more often.
constexpr auto kSamples = std::to_array<std::string_view>({
    "ah00128: file does not exist: /var/www/html/index.php",
    "ah00128: file does not exist: /var/www/html/images/photo-12.jpg",
    "ah00128: file does not exist: /srv/www/example.org/htdocs/css/style.css.map",
    "ah00128: file does not exist: /var/www/html/apple-touch-icon.png",
    "ah00128: file does not exist: /var/www/html/fonts/name.woff2",
    "ah00128: file does not exist: /var/www/html/js/main.min.js",
    "ah00128: file does not exist: /var/www/html/blog/2026/11/robots.txt",
    "ah00128: file does not exist: /var/www/html/favicon.ico",
    "ah00128: file does not exist: /var/www/html/.well-known/security.txt",
    "ah00128: file does not exist: /home/user/public_html/docs/sitemap.xml",
    "ah01630: client denied by server configuration: /var/www/html/internal/page.html",
    "client denied by server configuration: /var/www/html/admin/",
    "ah01617: user name: authentication failure for \"/private/\": password mismatch",
    "ah01618: user name not found: /private/",
    "ah01276: cannot serve directory /var/www/html/: no matching directoryindex (index.html,index.php) "
    "found, and server-generated directory index forbidden by options directive",
    "ah01264: script not found or unable to stat: /usr/lib/cgi-bin/test.cgi",
    "script '/var/www/html/index.php' not found or unable to stat",
    "ah01071: got error 'primary script unknown'",
    "ah01071: got error 'php message: php warning: undefined array key \"name\" in "
    "/var/www/html/wp-content/plugins/contact-form-7/includes/functions.php on line 118; php message: php "
    "notice: undefined index: page in /var/www/html/vendor/twig/src/template.php on line 20'",
    "ah01071: got error 'php message: php deprecated: creation of dynamic property class::$name is "
    "deprecated in /var/www/html/wp-includes/class-wp-query.php on line 7'",
    "php warning: undefined variable $name in /var/www/html/wp-content/themes/theme/functions.php on line 12",
    "php warning: file_get_contents(/var/www/html/data.json): failed to open stream: no such file or "
    "directory in /var/www/html/inc/class.mailer.php on line 1292",
    "php warning: filesize(): stat failed for cache/page.html in "
    "/var/www/html/src/controller/cartcontroller.php on line 50",
    "php warning: move_uploaded_file(/tmp/phpa1b2c3): unable to move in /var/www/html/index.php on line 5",
    "php deprecated: strpos(): passing null to parameter #1 ($haystack) of type string is deprecated in "
    "/var/www/html/app/http/middleware/authenticate.php on line 10",
    "php fatal error: uncaught typeerror: count(): argument #1 ($value) must be of type countable|array, "
    "null given in /var/www/html/lib/db/connection.php on line 3",
    "php fatal error: allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in "
    "/var/www/html/administrator/components/com_content/views/edit.php on line 9",
    "php parse error: syntax error, unexpected token \"}\" in /var/www/html/includes/bootstrap.inc on line 8",
    "stack trace: #0 {main} thrown in /var/www/html/catalog/model/product.php on line 4",
    "ah01964: connection to child 12 established (server www.example.com:443)",
    "ah01998: connection closed to child 12 with standard shutdown (server www.example.com:443)",
    "ah02008: ssl library error 1 in handshake (server www.example.com:443)",
    "ssl library error: error:0a00009c:ssl routines::http request -- speaking http to https port!?",
    "ah02006: ssl handshake stopped: connection was closed",
    "ah01382: request body read timeout",
    "ah00035: access to /page denied (filesystem path '/home/user') because search permissions are missing "
    "on a component of the path",
    "ah01215: stderr from /usr/lib/cgi-bin/page.pl: use of uninitialized value $in{\"name\"} in "
    "concatenation (.) or string at /usr/lib/cgi-bin/page.pl line 251.",
    "ah00898: error reading from remote server returned by /page",
    "ah01114: http: failed to make connection to backend: 127.0.0.1",
    "ah00957: http: attempt to connect to 127.0.0.1:8080 (localhost) failed",
    "ah02454: fcgi: attempt to connect to unix domain socket /run/php/php8.2-fpm.sock (*) failed",
    "ah01079: failed to make connection to backend: httpd-uds",
    "ah00687: negotiation: discovered file(s) matching request: /var/www/html/page (none could be "
    "negotiated).",
    "zlib: compressed 5120 to 1298 : url /page",
    "ah00124: request exceeded the limit of 10 internal redirects due to probable configuration error. use "
    "'limitinternalrecursion' to increase the limit if necessary. use 'loglevel debug' to get a backtrace.",
    "ah10244: invalid uri path (/page)",
    "ah00126: invalid uri in request get /page http/1.1",
    "traceback (most recent call last):",
    " file \"/srv/app/venv/lib/python3.11/site-packages/flask/app.py\", line 1691, in wsgi_app",
    "[10:00] warning app.views: not found: /page/",
    "modsecurity: warning. pattern match \"(?i)pattern\" at args:id. [file "
    "\"/usr/share/modsecurity-crs/rules/request-920-protocol-enforcement.conf\"] [line \"119\"] [id "
    "\"920350\"] [msg \"host header is an address\"] [data \"matched data: x found within args:id: x\"] "
    "[severity \"critical\"] [ver \"owasp_crs/4.7.0\"] [tag \"application-multi\"] [tag "
    "\"paranoia-level/1\"] [hostname \"www.example.com\"] [uri \"/page\"] [unique_id \"zs@emie9\"]",
    "modsecurity: access denied with code 403 (phase 2). operator ge matched 5 at tx:anomaly_score. [file "
    "\"/usr/share/modsecurity-crs/rules/request-949-blocking-evaluation.conf\"] [msg \"inbound anomaly score "
    "exceeded (total score: 45)\"] [tag \"anomaly-evaluation\"]",
    "https://www.example.com/page/?id=1898",
    "https://www.google.com/",
    "https://shop.example.com/list/",
    "https://blog.example.org/",
    "http://www.example.net/",
    "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/126.0.0.0 "
    "safari/537.36 edg/126.0.0.0",
    "mozilla/5.0 (x11; ubuntu; linux x86_64; rv:127.0) gecko/20100101 firefox/127.0",
    "mozilla/5.0 (iphone; cpu iphone os 17_5 like mac os x) applewebkit/605.1.15 (khtml, like gecko) "
    "version/17.5 mobile/15e148 safari/604.1",
    "mozilla/5.0 (macintosh; intel mac os x 10_15_7) mozilla/5.0 (linux; android 10; k) compatible; "
    "googlebot/2.1; +http://www.",
    "accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "accept-language: en-us,en;q=0.5\naccept-encoding: gzip, deflate, br\nconnection: "
    "keep-alive\nupgrade-insecure-requests: 1",
    "sec-fetch-dest: document\nsec-fetch-mode: navigate\nsec-fetch-site: same-origin\ncontent-type: "
    "application/x-www-form-urlencoded",
    "/index.php",
    "/images/photo-12.jpg",
    "id=1898&page=2&lang=en",
});

constexpr std::size_t kSampleBytes = [] {
  std::size_t bytes = 0;
  for (const std::string_view sample : kSamples) bytes += sample.size();
  return bytes;
}();

static_assert(std::ranges::all_of(kSamples,
                                  [](std::string_view sample) {
                                    return std::ranges::all_of(sample, [](char c) {
                                      return (static_cast<unsigned char>(c) & 0x80U) == 0;
                                    });
                                  }),
              "Occurrences counts pairs of ASCII");

// Counts occurrences in the samples. Has no destructor, for it lives in a DSO that is unloaded.
class Occurrences {
 public:
  Occurrences() {
    std::size_t filled = 0;
    for (std::size_t i = 0; i < kSamples.size(); ++i) {
      for (std::size_t at = 0; at < kSamples[i].size(); ++at)
        suffixes_[filled++] = {static_cast<uint16_t>(i), static_cast<uint16_t>(at)};
    }
    std::sort(suffixes_.begin(), suffixes_.end(), [](Suffix a, Suffix b) { return a.text() < b.text(); });
    for (std::size_t i = 0; i < suffixes_.size(); ++i) {
      const std::string_view text = suffixes_[i].text();
      if (text.size() >= 2) Note(pairs_[PairIndex(text.data())], i);
      if (text.size() >= 3) Note(triples_[TripleIndex(text.data())], i);
    }
  }

  std::size_t Of(std::string_view text) const {
    if (text.size() < 2) return Within(suffixes_, text);
    for (std::size_t at = 0; at + 2 <= text.size(); ++at) {
      if (!IsAscii(text[at], text[at + 1]) || pairs_[PairIndex(text.data() + at)].count == 0) return 0;
    }
    if (text.size() == 2) return pairs_[PairIndex(text.data())].count;
    for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
      if (triples_[TripleIndex(text.data() + at)].count == 0) return 0;
    }
    const Run triple = triples_[TripleIndex(text.data())];
    // A slot that several groups of three bytes share has suffixes of others between them, or a part of them.
    const bool is_alone = suffixes_[triple.first].text().starts_with(text.substr(0, 3)) &&
                          suffixes_[triple.last].text().starts_with(text.substr(0, 3));
    if (text.size() == 3 && is_alone) return triple.count;
    const Run run = is_alone ? triple : pairs_[PairIndex(text.data())];
    return Within(std::span(suffixes_).subspan(run.first, run.last - run.first + 1U), text);
  }

 private:
  struct Suffix {
    uint16_t sample;
    uint16_t at;
    std::string_view text() const { return kSamples[sample].substr(at); }
  };

  // Suffixes that begin with the same bytes.
  struct Run {
    uint16_t first = 0, last = 0, count = 0;
  };
  static void Note(Run& run, std::size_t suffix) {
    if (run.count++ == 0) run.first = static_cast<uint16_t>(suffix);
    run.last = static_cast<uint16_t>(suffix);
  }

  static std::size_t Within(std::span<const Suffix> suffixes, std::string_view text) {
    const auto begin_of = [&](Suffix suffix) { return suffix.text().substr(0, text.size()); };
    const auto first =
        std::lower_bound(suffixes.begin(), suffixes.end(), text,
                         [&](Suffix suffix, std::string_view t) { return begin_of(suffix) < t; });
    const auto last = std::upper_bound(
        first, suffixes.end(), text, [&](std::string_view t, Suffix suffix) { return t < begin_of(suffix); });
    return static_cast<std::size_t>(last - first);
  }

  static bool IsAscii(char first, char second) {
    return ((static_cast<unsigned char>(first) | static_cast<unsigned char>(second)) & 0x80U) == 0;
  }
  static std::size_t PairIndex(const char* at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(at[0])) << 7 |
           static_cast<unsigned char>(at[1]);
  }
  // Samples have some two thousand different ones: few share a slot.
  static constexpr int kTripleBits = 14;
  static std::size_t TripleIndex(const char* at) {
    constexpr uint32_t kOdd = 0x9E3779B1U;  // 2^32 divided by the golden ratio
    const auto both = static_cast<uint32_t>(PairIndex(at) << 7 | static_cast<unsigned char>(at[2]));
    return both * kOdd >> (32 - kTripleBits);
  }

  // Of all samples, sorted: the occurrences of a text are neighbours.
  std::array<Suffix, kSampleBytes> suffixes_;
  std::array<Run, 128 * 128> pairs_;
  std::array<Run, std::size_t{1} << kTripleBits>
      triples_;  // nearly every rare text holds one that is missing
};
static_assert(std::is_trivially_destructible_v<Occurrences>);

constexpr std::string_view kRareBytes = "<>'\"`${}[]|\\^~!#@";
constexpr ByteTable kIsRare([](char c) {
  return kRareBytes.find(c) != std::string_view::npos || static_cast<unsigned char>(c) >= 0x7f ||
         (static_cast<unsigned char>(c) < ' ' && !IsSpace(c));
});
constexpr ByteTable kIsRareBesideOthers("();*?+%");

}  // namespace

std::span<const std::string_view> EverydaySamples() { return kSamples; }

bool HasRareByte(std::string_view literal) {
  return kIsRare.Find(literal) != std::string_view::npos ||
         std::ranges::all_of(literal, [](char c) { return kIsRareBesideOthers.Has(c); });
}

double EverydayShare(std::string_view literal) {
  constexpr std::size_t kLongEnough = 12;  // more bytes make it no rarer
  static const Occurrences known;
  if (const std::size_t occurrences = known.Of(literal); occurrences > 0)
    return std::min(1.0, static_cast<double>(occurrences) / static_cast<double>(kSamples.size()));
  // A guess: a quarter as often for each byte more.
  const std::size_t length = std::min(literal.size() + (HasRareByte(literal) ? 2 : 0), kLongEnough);
  return std::ldexp(1.0, -2 * static_cast<int>(length));
}

}  // namespace errwatch
