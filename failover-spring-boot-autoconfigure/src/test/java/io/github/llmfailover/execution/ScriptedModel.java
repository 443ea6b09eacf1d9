package io.github.llmfailover.execution;

/** Ways in which a model continues what was delivered, when asked to begin with its last words. */
enum ScriptedModel {
    TRUE {
        @Override
        String continues(String delivered, String rest) {
            return repeated(delivered) + rest;
        }
    },
    LONGER {
        @Override
        String continues(String delivered, String rest) {
            String anchor = repeated(delivered);
            int start = delivered.lastIndexOf(". ", Math.max(0, delivered.length() - anchor.length() - 2));
            return delivered.substring(start < 0 ? 0 : start + 2) + rest;
        }
    },
    SHORTER {
        @Override
        String continues(String delivered, String rest) {
            String anchor = repeated(delivered);
            return anchor.substring(anchor.indexOf(' ') + 1) + rest;
        }
    },
    FULL_REPLAY {
        @Override
        String continues(String delivered, String rest) {
            return delivered + rest;
        }
    },
    CAPITAL {
        @Override
        String continues(String delivered, String rest) {
            String text = repeated(delivered) + rest;
            return text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        }
    },
    LEADING_SPACE {
        @Override
        String continues(String delivered, String rest) {
            return " " + repeated(delivered) + rest;
        }
    },
    LEADING_LINES {
        @Override
        String continues(String delivered, String rest) {
            return "\n\n" + repeated(delivered) + rest;
        }
    },
    PREAMBLE {
        @Override
        String continues(String delivered, String rest) {
            return "Sure, continuing:\n\n" + repeated(delivered) + rest;
        }
    },
    QUOTING_PREAMBLE {
        @Override
        String continues(String delivered, String rest) {
            return "I go on from \"" + repeated(delivered) + "\":\n\n" + repeated(delivered) + rest;
        }
    },
    ELLIPSIS {
        @Override
        String continues(String delivered, String rest) {
            return "..." + repeated(delivered) + rest;
        }
    },
    REOPENED_FENCE {
        @Override
        String continues(String delivered, String rest) {
            return "```java\n" + repeated(delivered) + rest;
        }
    },
    ENCLOSING_FENCE {
        @Override
        String continues(String delivered, String rest) {
            return "```\n" + repeated(delivered) + rest + "\n```";
        }
    },
    QUOTED {
        @Override
        String continues(String delivered, String rest) {
            return '"' + repeated(delivered) + rest + '"';
        }
    },
    REPHRASING {
        @Override
        String continues(String delivered, String rest) {
            return "In other words, " + new StringBuilder(repeated(delivered)).reverse() + rest;
        }
    },
    SKIPPING_A_WORD {
        @Override
        String continues(String delivered, String rest) {
            String[] words = repeated(delivered).split(" ", -1);
            if (words.length < 3) {
                return "";
            }
            words[words.length / 2] = "";
            return String.join(" ", words) + rest;
        }
    },
    ERRING_IN_A_WORD {
        @Override
        String continues(String delivered, String rest) {
            String anchor = repeated(delivered);
            int middle = anchor.length() / 2;
            return anchor.substring(0, middle) + "q?" + anchor.substring(middle) + rest;
        }
    },
    WITHOUT_ANCHOR {
        @Override
        String continues(String delivered, String rest) {
            return rest;
        }
    },
    SILENT {
        @Override
        String continues(String delivered, String rest) {
            return "";
        }
    },
    ASTRAY {
        @Override
        String continues(String delivered, String rest) {
            return "I am sorry, but I cannot see any text that was to be continued. What would you like?";
        }
    };

    abstract String continues(String delivered, String rest);

    /** The anchor as a model repeats it that knows the whole answer, half a surrogate pair included. */
    static String repeated(String delivered) {
        String anchor = Seam.anchorOf(delivered);
        return Words.endsInHalfPair(delivered) ? anchor + delivered.charAt(delivered.length() - 1) : anchor;
    }
}
