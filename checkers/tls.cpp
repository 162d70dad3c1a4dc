#include "checkers/tls.hpp"

#include <fmt/format.h>

namespace sempervivum::checkers {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

std::unique_ptr<ssl::context> make_context() {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_client);
  context->set_verify_mode(ssl::verify_none);
  return context;
}

using Failure = std::optional<std::string>;

Failure told(const error_code &error, std::string_view what, const std::string &file) {
  if (!error) return std::nullopt;
  return fmt::format("SSL: cannot load {} {}: {}", what, file, error.message());
}

Failure load(ssl::context &context, const parser::SslSettings &settings) {
  error_code error;
  if (settings.password)
    context.set_password_callback([word = *settings.password](std::size_t, auto) { return word; }, error);
  if (settings.ca) context.load_verify_file(*settings.ca, error);
  if (error) return told(error, "CA file", *settings.ca);
  if (settings.certificate) context.use_certificate_chain_file(*settings.certificate, error);
  if (error) return told(error, "certificate", *settings.certificate);
  if (settings.key) context.use_private_key_file(*settings.key, ssl::context::pem, error);
  return settings.key ? told(error, "key", *settings.key) : std::nullopt;
}

}  // namespace

ssl::context &TlsContext::get() {
  if (!context_) context_ = make_context();
  return *context_;
}

base::Expected<void, std::string> TlsContext::configure(const std::optional<parser::SslSettings> &settings) {
  if (!settings) return {};
  auto context = make_context();
  if (auto failure = load(*context, *settings)) return base::unexpected(std::move(*failure));
  context_ = std::move(context);
  return {};
}

}  // namespace sempervivum::checkers
