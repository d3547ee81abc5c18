import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython

from arena.models.append_only import keep_rows, release_rows


def forget_what_had_no_place(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """On the way back: only all votes and categories have boards."""
    board = apps.get_model("leaderboard", "board")
    ratingrun = apps.get_model("leaderboard", "ratingrun")
    entry = apps.get_model("leaderboard", "entry")
    boardtally = apps.get_model("leaderboard", "boardtally")
    overall = set(board.objects.filter(slug="overall").values_list("pk", flat=True))
    of_category = {
        category: pk
        for pk, category in board.objects.order_by("-pk").values_list("pk", "category_id")
        if category is not None
    }
    others = board.objects.exclude(pk__in=overall | set(of_category.values()))
    boardtally.objects.filter(board__in=others).delete()
    entry.objects.filter(run__board__in=others).delete()
    ratingrun.objects.filter(board__in=others).delete()
    others.delete()
    if editor.connection.vendor == "postgresql":
        # What the deletions leave to be checked would forbid altering the tables.
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    """A board is what its filters say. Every board begins unfilled, so the next tick counts its
    tallies anew from the ledger.

    On the way back, boards that only the new code knows are forgotten with their runs.
    """

    dependencies = [
        ("arena", "0003_challenges_have_a_language"),
        ("leaderboard", "0002_keep_rows"),
    ]

    operations = [
        release_rows("leaderboard_ratingrun"),
        release_rows("leaderboard_entry"),
        migrations.AlterModelOptions(
            name="board",
            options={"ordering": ("name",)},
        ),
        migrations.RemoveConstraint(
            model_name="board",
            name="board_overall_is_one",
        ),
        migrations.AlterField(
            model_name="board",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="boards",
                to="arena.category",
            ),
        ),
        RunPython(RunPython.noop, forget_what_had_no_place),
        migrations.AddField(
            model_name="board",
            name="anchor",
            field=models.ForeignKey(
                blank=True,
                help_text="The model whose rating is 1000; if empty, the mean of the board is.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="arena.competitor",
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="challenge",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="boards",
                to="arena.challenge",
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="filled",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="board",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("text", "Text"),
                    ("code", "Code"),
                    ("webpage", "Web page"),
                    ("svg", "SVG"),
                    ("image", "Image"),
                    ("audio", "Audio"),
                    ("video", "Video"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="language",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="A tag such as en or pt-BR.",
                max_length=35,
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="side_effect",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Estimate what being shown on the left does.",
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="style_controlled",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Hold length and formatting of the responses constant. Votes without responses do not count here.",
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="ties",
            field=models.CharField(
                choices=[
                    ("half_win", "Half a win for each"),
                    ("davidson", "Davidson"),
                    ("rao_kupper", "Rao and Kupper"),
                ],
                db_default="half_win",
                default="half_win",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="window_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Today and the days before it, in UTC; empty is all time.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="window_start",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("slug", "overall"), _negated=True),
                    models.Q(
                        ("category__isnull", True),
                        ("challenge__isnull", True),
                        ("kind", ""),
                        ("language", ""),
                        ("style_controlled", False),
                        ("window_days__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="board_overall_counts_every_vote",
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", ""),
                    ("kind__in", ["text", "code", "webpage", "svg", "image", "audio", "video"]),
                    _connector="OR",
                ),
                name="board_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("language", ""),
                    ("language__regex", "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
                    _connector="OR",
                ),
                name="board_language_is_a_tag",
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.CheckConstraint(
                condition=models.Q(("ties__in", ["half_win", "davidson", "rao_kupper"])),
                name="board_tie_model_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.CheckConstraint(
                condition=models.Q(("window_days__gte", 1)), name="board_window_is_a_day_or_more"
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("style_controlled", False),
                    models.Q(("ties", "half_win"), ("window_days__isnull", True)),
                    _connector="OR",
                ),
                name="board_style_is_of_all_time_with_half_wins",
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("window_start__isnull", True), ("window_days__isnull", False), _connector="OR"
                ),
                name="board_start_is_that_of_a_window",
            ),
        ),
        keep_rows("leaderboard_ratingrun"),
        keep_rows("leaderboard_entry"),
    ]
