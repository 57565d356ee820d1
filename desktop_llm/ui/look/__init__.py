"""The visual language: tokens, theme and the parts every screen is made of.

Which part for what (module: constructor; methods; signals). All text is plain text, sizes are pixels at text factor
1, colours are token names ("text.2", "surface.sunk"), icons names of `resources/icons`. Every part follows the theme
and the text size by itself. Words come from the caller, translated.

    theme.theme()                        px(n), font(role), colour(token), text_width(role, text), is_dark,
                                         text_factor, set_mode("light" | "dark" | "system"), set_text_factor(1.5),
                                         grow_text(+1); signal changed
    icons.icon(name, token, size)        QIcon for menus and actions; icon_names()
    tokens                               widths, heights, fold points, series_color("B") -> token

    text.Text(role, text, color=, wrap=True, max_width=0, align=, selectable=False)
                                         running text; setText, set_color, set_role. Roles: welcome verdict figure
                                         figure.large page card reading reading.strong body body.strong small
                                         small.strong caption caption.strong code
    text.ElidedText(role, text, color=)  a name: loses its middle, the whole in the tooltip

    layout.Column(*parts, gap=8, margins=0, on=widget)   parts are widgets, layouts, or None for stretch
    layout.Row(*parts, gap=8, margins=0, on=widget)      the same sideways
    layout.FlowLayout(*widgets, gap=8, on=widget)        buttons that wrap
    layout.Divider(upright=False)   layout.Scroll(content)
    surfaces.Surface(token, line_on=("left",))           a ground (sidebar, pane, page)
    surfaces.Card(margins=(20, 16), gap=8)               .content is its Column; set_chosen(bool)
    surfaces.InputBox()                                  frame of the message box; .content, watch(field)

    buttons.Button(text, kind="secondary", icon="", trailing_icon=, size=, key_hint=, wide=, checkable=)
                                         kind primary secondary quiet vote danger link; size small normal start;
                                         set_label(text, icon), set_busy("Loading…"), set_kind
    buttons.IconButton(icon, name)       an icon alone; set_icon(icon, name)
    toggles.Toggle(name, is_on=, label="after")          signal toggled(bool)
    toggles.Segmented(name, [(key, word)], small=, wide=)  value, set_value(key); signal chosen(key)
    slider.Slider(name, expert, minimum, maximum, value, step=, decimals=, low_word=, high_word=)
                                         value, set_value(x); signal value_changed(float)
    slider.SliderTrack(name)             bare QSlider with set_marks({step: word}) (moments of a run)
    slider.Stepper(name, value, minimum, maximum, step=)   value, set_value(n); signal value_changed(int)
    fields.TextField(name, text, placeholder=, show_name=True, icon=, secret=)
                                         text, set_text, set_error(sentence), .edit; signals edited, finished
    fields.TextBox(name, text, placeholder=, min_lines=2)  .field is a GrowingText
    fields.GrowingText(name, placeholder=, enter_submits=)  without a frame; text, set_text; submitted, edited
    choices.RadioRow(name, sentence)     add_sign(chip); signal toggled(bool)
    choices.PickerButton(name, second, framed=True, dot=token, purpose=)   set_choice(...); signal clicked
    choices.Choice(purpose, [Option(key, name, second)], value)   set_options, set_value; signal chosen(key)
    dropzone.DropZone(words, choose_word, dragging_words, name_filter=)   set_rows([FileRow], more_words);
                                         choose_files(); signal files_dropped(list[Path])
    dropzone.FileRow(name, second, *controls)
    (every control)                      set_unavailable(reason[, caption=Text]): grey, and says why; "" ends it

    rows.ListRow(name, second)           add_column(widget, width), add_sign(chip), set_leading(widget), set_texts
    rows.NavRow(icon, name)              set_narrow(bool)
    rows.SideRow(name, note)             set_texts
    rows.RowList()                       add_row(key, row), add_caption(widget), select(key), selected, clear();
                                         signals chosen(key), opened(key), menu_requested(key, point)
    facts.FactRow(label, value, expert)  facts.CheckRow("good" | "check" | "bad" | "open", sentence, *controls)
    facts.Figure(value, caption)         facts.SectionCaption(text, *icon_buttons)   facts.StepTitle(1, title)
    facts.IconWords(icon, words)
    chips.Chip(kind, text="", icon="")   fits tight too_big yours training suggested right wrong neutral; set_kind
    chips.LetterBadge("A")  Dot(token)  KeyCap("Ctrl K")  StepNumber(1)  IconSign(icon, token, size=)  AppMark()

    progress.ProgressBar(name, thickness=6, token="accent")   set_share(0.4)
    progress.Progress(name)              show_progress(share, "About 2 min left", "60 %, step 48 of 80")
    progress.MemoryBar(name)             show_use(used_bytes, wanted_bytes, limit_bytes, used_words=, ...)
    notices.Banner(kind, sentence, action)   kind warn danger success accent neutral; signal action_requested
    notices.EmptyState(sentence, action, icon)   signal action_requested
    notices.ErrorState(title, why, safe=, ways=[WayOut(key, button, title, second, icon)], details=)
                                         signal way_chosen(key)
    floating.Popover(anchor, width=420)  .content; open_below(), close_popover(); signal closed
    floating.Toast(window)               say(sentence, action); signal action_requested
    drawer.Drawer(title)                 .content; open_drawer(), close_drawer(); signals opened, closed

Signals named after a choice are said for what a person did, not for `set_value`, `select` and the like.
"""
