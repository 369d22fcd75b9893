#include "pages/content_security.h"

#include <sodium.h>

#include <array>
#include <string_view>

#include "pages/html_style.h"
#include "pages/status_script.h"

namespace errwatch {
namespace {

// "'sha256-...'" (CSP Level 3).
std::string HashSource(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::array<char, sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)>
      base64;
  sodium_bin2base64(base64.data(), base64.size(), hash.data(), hash.size(), sodium_base64_VARIANT_ORIGINAL);
  return "'sha256-" + std::string(base64.data()) + "'";
}

}  // namespace

// The icon is an empty one, so that a browser does not ask the server for one.
std::string ContentSecurityPolicyOfFile() {
  return "default-src 'none'; style-src " + HashSource(kStyleSheet) + "; script-src " +
         HashSource(kStatusScript) +
         "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'";
}

std::string ContentSecurityPolicyOfReport() {
  return "default-src 'none'; style-src " + HashSource(kStyleSheet) + "; base-uri 'none'; form-action 'none'";
}

std::string ContentSecurityPolicy() { return ContentSecurityPolicyOfFile() + "; frame-ancestors 'none'"; }

}  // namespace errwatch
