"""The visual language: tokens, theme and the parts every screen is made of.

Which part for what (module: constructor; the important methods and signals). All text is plain text, all sizes are in
pixels at text factor 1, colours are token names ("text.2"). Every part follows the theme by itself.

    theme.theme()                          .px(n) .font(role) .colour(token) .is_dark .text_factor .set_mode("dark")
                                           .set_text_factor(1.5) .grow_text(+1); signal changed
    icons.icon(name, token, size)          QIcon for menus; .pixmap(...) for painting; .icon_names()

    text.Text(role, text, color=, wrap=True, max_width=0, selectable=False)     setText, set_color, set_role
    text.ElidedText(role, text, color=)    a name: middle elided, whole in the tooltip
    layout.Column(*parts, gap=, margins=, on=widget)  .Row(...)   None = stretch; gaps grow with the text
    layout.FlowLayout(*parts, on=widget)   a row of buttons that wraps
    layout.Divider(upright=False)  .Scroll(content)

    buttons.Button(text, kind, icon, trailing_icon=, size=, key_hint=, wide=)
                                           kind primary | secondary | quiet | vote | danger | link
                                           size small | normal | start; set_label, set_busy(verb), set_kind
    buttons.IconButton(icon, name)         an icon alone; the name is its tooltip
    (every control)                        set_unavailable(reason, caption=Text): greys out and says why; "" ends it

    surfaces.Surface(token, line_on=("left",))   a ground
    surfaces.Card(margins=, gap=)          .content is its Column; set_chosen(bool)
    surfaces.InputBox()                    the message box's frame; watch(field)

    chips.Chip(kind, text="", icon="")     fits tight too_big yours training suggested right wrong neutral
    chips.LetterBadge("A")  .Dot(token)  .KeyCap("Ctrl K")  .StepNumber(1)  .IconSign(icon)  .AppMark()

    rows.ListRow(name, second)             add_column(widget, width), add_sign(chip), set_leading(widget)
    rows.NavRow(icon, name)  .SideRow(name, note)
    rows.RowList()                         add_row(key, row), select(key); signals chosen(key), opened(key),
                                           menu_requested(key, point)
"""
