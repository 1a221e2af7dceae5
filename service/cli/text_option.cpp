// SPDX-License-Identifier: MIT

#include "service/cli/text_option.h"

namespace service::cli {

CLI::Option* add_text(CLI::App& app, const std::string& option, std::optional<std::string>& value,
                      const std::string& description) {
  const auto take = [&value](const std::string& text) {
    // An address literal is no list, and run() keeps CLI11 from taking it for one by "./".
    value = text.starts_with("./[") ? text.substr(2) : text;
  };
  return app.add_option_function<std::string>(option, take, description);
}

}  // namespace service::cli
