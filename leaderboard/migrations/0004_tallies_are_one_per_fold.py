from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython


def forget_tallies(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    del editor
    boardtally = apps.get_model("leaderboard", "boardtally")
    boardtally.objects.all().delete()


class Migration(migrations.Migration):
    """The tallies of a board tell its voters' folds apart.

    Pages read no tallies, so the old code goes on serving. A worker with the old code that ticks
    meanwhile fails as a whole, for its tallies name no fold; the votes wait for a worker with the
    new code.

    On the way back the tallies are emptied: `rebuild --repair` fills them.
    """

    dependencies = [("leaderboard", "0003_boards_are_configuration")]

    operations = [
        RunPython(forget_tallies, RunPython.noop),
        migrations.RemoveConstraint(
            model_name="boardtally",
            name="board_tally_is_one",
        ),
        RunPython(RunPython.noop, forget_tallies),
        migrations.AddField(
            model_name="boardtally",
            name="fold",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="boardtally",
            constraint=models.UniqueConstraint(
                fields=("board", "fold", "left_competitor", "right_competitor"),
                name="board_tally_is_one_per_fold",
            ),
        ),
        migrations.AddConstraint(
            model_name="boardtally",
            constraint=models.CheckConstraint(
                condition=models.Q(("fold__lt", 5)), name="board_tally_fold_is_one_of_five"
            ),
        ),
    ]
